import { defineConfig } from "vitepress";
import { writePages } from "../pages.ts";
import { SIDEBAR } from "../sidebar.ts";

writePages();

const page = (text: string, name: string) => ({ text, link: `/${name}` });
export default defineConfig({
  title: "pulumi-tavus",
  description: "A Pulumi provider for Tavus post-call actions",
  lang: "en-US",
  srcDir: "pages",
  cleanUrls: true,
  ignoreDeadLinks: "localhostLinks",
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      page("Getting started", "getting-started"),
      page("Concepts", "concepts"),
      page("Recipes", "recipes/README"),
      page("Troubleshooting", "troubleshooting"),
    ],
    sidebar: SIDEBAR.map(({ text, pages }) => ({
      text,
      items: pages.map(([label, name]) => page(label, name)),
    })),
  },
});
