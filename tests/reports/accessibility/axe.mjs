// axe-core over every page of the folders named, wide and narrow, in light and in dark, with <details> opened.
// Prints one line per violation and ends with code 1 when there is any; 2 when nothing could be tested.
import { createRequire } from "node:module";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...folders] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "/"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const pages = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? pages(path) : name.endsWith(".html") ? [path] : [];
  });
const all = folders.flatMap((folder) => pages(resolve(folder))).sort();
if (all.length === 0) {
  console.error("no page to test");
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"],
});
let violations = 0;
const contrast = { type: "rule", values: ["color-contrast"] };
const everything = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] };
const test = async (path) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  page.setDefaultTimeout(300000);
  await page.goto(pathToFileURL(path).href, { timeout: 300000 });
  // A run repeats its attempts a hundredfold: opening the first of each scenario shows every kind of content.
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => {
    const first = d.parentElement.querySelector(":scope > details") === d;
    if (first || d.parentElement.tagName === "SECTION") d.open = true;
  }));
  await page.evaluate(axe);
  // The colours decide on the contrast alone, the width on what is there and how it is marked: every rule once for each
  // width, the contrast for each width in both colours. Both languages have the same marks and the same colours.
  const views = [[1280, "light", everything], [390, "dark", everything]];
  if (!path.endsWith(".lt.html")) views.push([390, "light", contrast], [1280, "dark", contrast]);
  for (const [width, colorScheme, rules] of views) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 1) {
      ++violations;
      console.log(`${path} ${width} ${colorScheme}: ${wide} px wider than the window`);
    }
    const found = await page.evaluate(async (runOnly) => (await axe.run(document, {
      runOnly, resultTypes: ["violations"],
    })).violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.length, html: v.nodes[0].html.slice(0, 160), why: v.nodes[0].failureSummary })), rules);
    for (const v of found) {
      ++violations;
      console.log(`${path} ${width} ${colorScheme}: ${v.id}: ${v.help} (${v.nodes}) ${v.html} ${v.why}`);
    }
  }
  await page.close();
};
// Two at a time: one loads while the other is looked at.
const queue = [...all];
await Promise.all([0, 1].map(async () => {
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) await test(path);
}));
await browser.close();
console.log(`${all.length} pages, ${violations} violations`);
process.exit(violations === 0 ? 0 : 1);
