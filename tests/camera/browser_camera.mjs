// Whether Chromium shows a film as its camera: a page asks for the camera, and says its size and how much the picture
// changes. Arguments: folder of the test packages, film. Prints "WIDTH HEIGHT CHANGE MEAN"; ends with 2 on an error.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { join, resolve } from "node:path";

const [modules, film] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(modules), "/"))("playwright-core");

const server = createServer((request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<!DOCTYPE html><title>camera</title><video autoplay muted playsinline></video>");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
let browser;
try {
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream",
           "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${resolve(film)}`],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(120000);
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const seen = await page.evaluate(async () => {
    const video = document.querySelector("video");
    video.srcObject = await navigator.mediaDevices.getUserMedia(
      { video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
    await video.play();
    const canvas = document.createElement("canvas");
    const grab = async () => {
      await new Promise((shown) => video.requestVideoFrameCallback(shown));
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      const context = canvas.getContext("2d");
      context.drawImage(video, 0, 0);
      return context.getImageData(0, 0, canvas.width, canvas.height).data;
    };
    const first = await grab();
    await new Promise((later) => setTimeout(later, 400));
    const second = await grab();
    let change = 0;
    let mean = 0;
    for (let i = 1; i < first.length; i += 4) {
      change += Math.abs(first[i] - second[i]);
      mean += second[i];
    }
    const pixels = first.length / 4;
    return [video.videoWidth, video.videoHeight, change / pixels, mean / pixels];
  });
  console.log(seen.map((v) => Math.round(v * 100) / 100).join(" "));
} catch (error) {
  console.error(String(error));
  process.exitCode = 2;
} finally {
  if (browser) await browser.close();
  server.close();
}
