import { defineConfig } from "vitest/config";

const conditions = ["@ntkit/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "apps/*/{src,test}/**/*.test.ts", "tools/src/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
