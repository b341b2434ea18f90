# What a page's commands find in place of the network. The rest of a page's script follows (run.ts).
set -eo pipefail

# The page about completion says that the shell has to find the command itself.
PATH=$PAGE_PROJECT/node_modules/.bin:$PATH

# The command of an installed package, without npm's start of half a second for each. Outside of a project npx would fetch the package.
npx() {
  local folder=$PWD name=$1
  shift
  while [ ! -e "$folder/node_modules/.bin/$name" ] && [ "$folder" != / ]; do folder=$(dirname "$folder"); done
  [ -e "$folder/node_modules/.bin/$name" ] || folder=$PAGE_PROJECT
  "$folder/node_modules/.bin/$name" "$@"
}

# `npm install` without a registry makes the node_modules that it would make.
npm() {
  [ "$1" = install ] || { command npm "$@"; return; }
  if [ "$PWD" = "$PAGE_PROJECT" ]; then return; fi
  mkdir -p node_modules
  cp -R "$PAGE_PROJECT/node_modules/." node_modules/
}

# `pulumi new typescript` without GitHub makes the files of the template, and the stack dev.
pulumi() {
  [ "$1 $2" = "new typescript" ] || { command pulumi "$@"; return; }
  cp "$PAGE_PROJECT"/{package.json,tsconfig.json} .
  printf 'name: %s\nruntime: nodejs\n' "${PWD##*/}" > Pulumi.yaml
  command pulumi stack init dev
}

# Requests of somebody else, such as a person in the console: `call /v2/tools -d '{…}'`.
call() { curl -s --fail-with-body -H "x-api-key: $TAVUS_API_KEY" "$TAVUS_BASE_URL$1" "${@:2}"; }

# The id of a tool or a PAL: `id_of tools crm_note`.
id_of() {
  npx pulumi-tavus list "$1" --json | node -e '
    const [kind, name] = process.argv.slice(1);
    const { [kind]: listed } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const { toolId, palId } = listed.find((one) => one.name === name);
    console.log(toolId ?? palId);' "$1" "$2"
}

# Runs a script as a second terminal does, until the page ends, and waits for the address that a server prints.
background=()
keep_running() {
  local log="$PAGE_LOGS/$1" line
  mkfifo "$log.written" "$log.read"
  tee "$log" < "$log.written" > "$log.read" &
  background+=("$!")
  # A group of its own, so that the server ends with the shell that started it.
  set -m
  bash -c "$(declare -f npx pulumi); $2" > "$log.written" 2>&1 &
  set +m
  background+=("$!")
  exec {output}< "$log.read"
  while read -r line <&"$output"; do
    case $line in *http://*) return ;; esac
  done
  cat "$log" >&2
  return 1
}

# Ends the servers, such as the emulator before another one starts on its port.
end_background() {
  local pid
  for pid in "${background[@]}"; do kill -- "-$pid" 2> /dev/null || true; done
  # What a server has printed is in its log then.
  for pid in "${background[@]}"; do wait "$pid" || true; done
  background=()
}
trap 'end_background; jobs -p | xargs -r kill' EXIT

# The beginning and the end of a command whose output the page shows.
begin() { printf '\n\001begin %s\n' "$1"; }
end() { printf '\n\001end %s %s\n' "$1" "$2"; }
