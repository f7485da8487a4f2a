import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** What is kept when it is first used, not beforehand: libraries that only some readers ask for, and letters of other scripts. */
const onDemand = /tfjs-|\.map$|KaTeX_(?!AMS|Main|Math-Italic|Size\d).*\.(woff2?|ttf)$|\.(woff|ttf)$/;

/** Writes `service-worker.js` beside the built page: keeps every file of this build, so that the page opens without a network. */
export const serviceWorker = (): Plugin => ({
  name: "ntkit-service-worker",
  apply: "build",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const files = ["./", "favicon.svg", ...Object.keys(bundle).filter((name) => !onDemand.test(name) && name !== "index.html")].sort();
      const version = createHash("sha256").update(files.join()).digest("hex").slice(0, 12);
      this.emitFile({ type: "asset", fileName: "service-worker.js", source: program(version, files) });
    },
  },
});

const program = (version: string, files: readonly string[]): string => `const cache = "ntkit-${version}";
const files = ${JSON.stringify(files)};
self.addEventListener("install", (event) => event.waitUntil(caches.open(cache).then((kept) => kept.addAll(files)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== cache).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  ),
);
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(
    caches.open(cache).then(async (kept) => {
      const known = await kept.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
      if (known !== undefined) return known;
      const fetched = await fetch(request);
      if (fetched.ok) await kept.put(request, fetched.clone());
      return fetched;
    }),
  );
});
`;
