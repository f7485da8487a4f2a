import { fileURLToPath } from "node:url";
import { checkArrows } from "./arrows.ts";
import { design } from "./design.ts";
import { longFiles, reportFileSizes } from "./file-size.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const checks: Record<string, () => { lines: readonly string[]; problems: readonly string[] }> = {
  arrows: () => {
    const problems = checkArrows(root, design);
    return { lines: problems.length === 0 ? ["packages and files import only what the design allows"] : [], problems };
  },
  sizes: () => reportFileSizes(root, longFiles),
};

const name = process.argv[2] ?? "";
const check = checks[name];
if (check === undefined) {
  console.error(`"${name}" is not a check; there are: ${Object.keys(checks).join(", ")}`);
  process.exitCode = 2;
} else {
  const { lines, problems } = check();
  for (const line of lines) console.log(line);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
