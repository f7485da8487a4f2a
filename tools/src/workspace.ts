import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The fields of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Tests, fixtures, scripts and configuration: what no user of the package runs. */
  readonly development: boolean;
}

export interface Package {
  /** Relative to the repository: `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: readonly SourceFile[];
}

const skipped = new Set(["node_modules", "dist", "coverage"]);

const listFiles = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith(".") ? [] : listFiles(root, path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });

const isDevelopment = (folder: string, path: string): boolean => {
  const inside = path.slice(folder.length + 1);
  return !inside.startsWith("src/") || /\.test\.tsx?$/.test(inside) || /\/(fixtures|test)\//.test(inside);
};

export const readManifest = (root: string, folder = "."): Manifest => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

const readPackage = (root: string, folder: string): Package => ({
  folder,
  manifest: readManifest(root, folder),
  files: listFiles(root, folder).map((path) => ({ path, text: readFileSync(join(root, path), "utf8"), development: isDevelopment(folder, path) })),
});

/** Every package of the repository that `root` holds: packages/*, apps/*, bench, reproductions and tools. */
export const readWorkspace = (root: string): Package[] => {
  const below = ["packages", "apps"]
    .filter((room) => existsSync(join(root, room)))
    .flatMap((room) => readdirSync(join(root, room)).map((name) => `${room}/${name}`));
  return [...below.sort(), "bench", "reproductions", "tools"]
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => readPackage(root, folder));
};
