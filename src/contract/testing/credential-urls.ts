/** Twenty characters or more, because a shorter `code` doesn't count as the key of an Azure function. */
export const PLAIN = "plain-c4nary-0123456789";

/**
 * URLs that contain a credential, each with the form that people may see. Everything that prints a URL is tested with them.
 * @param host with its port
 */
export const credentialUrls = (host: string, scheme = "http"): readonly (readonly [url: string, shown: string])[] =>
  [
    "{host}/n?api_key={plain}",
    "{host}/n?a=1&access_token={plain}&b=2",
    "{host}/n?X-Auth={plain}",
    "{host}/n?client%5Fsecret={plain}",
    "{host}/n?code={plain}",
    "{host}/n?a=1;token={plain}",
    "user:{plain}@{host}/n",
    "{plain}@{host}/n",
    "{plain}@{host}/n?sig={plain}",
  ].map((template) => {
    const fill = (text: string): string =>
      `${scheme}://${template.replace("{host}", host).replaceAll("{plain}", text)}`;
    return [fill(PLAIN), fill("********")];
  });
