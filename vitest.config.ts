import { defineConfig } from "vitest/config";
import { ClosingLineReporter } from "./tools/src/closing-line-reporter.ts";

const conditions = ["@ntkit/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,apps}/*/{src,test}/**/*.test.ts", "{reproductions,tools,bench}/src/**/*.test.ts", "examples/*.test.ts"],
    reporters: ["default", new ClosingLineReporter()],
    // No module of ntkit keeps state, so test files may share them: the suite starts in half the time.
    isolate: false,
    unstubGlobals: true,
    testTimeout: 60_000,
  },
});
