import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { findCycles } from "./cycles.ts";
import type { Design } from "./design.ts";
import { type Import, importsOf } from "./imports.ts";
import { type Manifest, type Package, readManifest, readWorkspace, type SourceFile } from "./workspace.ts";

interface Edge extends Import {
  readonly file: SourceFile;
}

const scope = "@ntkit/";
const roomOf = (folder: string): string => posix.basename(folder);
const packageOf = (specifier: string): string => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const isRelative = (specifier: string): boolean => specifier.startsWith(".");
const targetOf = (edge: Edge): string => posix.join(posix.dirname(edge.file.path), edge.specifier);
const at = (edge: Edge): string => `${edge.file.path}:${edge.line} imports ${edge.specifier}`;
const list = (names: readonly string[]): string => (names.length > 0 ? names.join(", ") : "nothing");

const checkNames = ({ folder, manifest }: Package, design: Design): string[] => {
  if (!folder.includes("/")) return [];
  const known = folder.startsWith("packages/") ? Object.keys(design.arrows) : design.apps;
  const right = scope + roomOf(folder);
  if (!known.includes(roomOf(folder)))
    return [`${folder} is not in the design (known: ${list(known)}); add it to tools/src/design.ts and say why in docs/decisions`];
  return manifest.name === right ? [] : [`${folder}/package.json is named ${manifest.name}, and its folder asks for ${right}`];
};

/** The arrows themselves, which bind the published source of packages/*; apps, tests and benchmarks compose what they like. */
const checkDesign = ({ folder, manifest }: Package, edges: readonly Edge[], design: Design): string[] => {
  const drawn = design.arrows[roomOf(folder)];
  if (!folder.startsWith("packages/") || drawn === undefined) return [];
  const allowed = [...design.everywhere, ...drawn].filter((room) => room !== roomOf(folder)).map((room) => scope + room);
  return edges
    .filter((edge) => !edge.file.development && edge.specifier.startsWith(scope) && !allowed.includes(packageOf(edge.specifier)))
    .map((edge) => {
      if (packageOf(edge.specifier) === manifest.name) return `${at(edge)}, its own package: name the file instead`;
      return `${at(edge)}, which the design does not allow (allowed: ${list(allowed)})`;
    });
};

/** Imports against package.json, both ways; that packages from elsewhere are used is knip's to say. */
const checkDeclared = ({ folder, manifest }: Package, edges: readonly Edge[], rootManifest: Manifest): string[] => {
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  const development = { ...runtime, ...manifest.devDependencies, ...rootManifest.devDependencies };
  const outside = edges.filter(({ specifier }) => !isRelative(specifier) && !isBuiltin(specifier) && packageOf(specifier) !== manifest.name);
  const undeclared = outside
    .filter(({ file, specifier }) => !(packageOf(specifier) in (file.development ? development : runtime)))
    .map((edge) => `${at(edge)}, which ${folder}/package.json does not list under ${edge.file.development ? "devDependencies" : "dependencies"}`);
  const needed = (files: readonly Edge[]): Set<string> => new Set(files.map(({ specifier }) => packageOf(specifier)));
  const unused = (names: Readonly<Record<string, string>> | undefined, files: readonly Edge[]): string[] =>
    Object.keys(names ?? {})
      .filter((name) => name.startsWith(scope) && !needed(files).has(name))
      .map((name) => `${folder}/package.json lists ${name}, and no file that would need it imports it`);
  return [
    ...undeclared,
    ...unused(
      manifest.dependencies,
      outside.filter(({ file }) => !file.development),
    ),
    ...unused(manifest.devDependencies, outside),
  ];
};

const checkBoundary = ({ folder }: Package, edges: readonly Edge[]): string[] =>
  edges
    .filter((edge) => isRelative(edge.specifier) && !edge.file.development && !targetOf(edge).startsWith(`${folder}/`))
    .map((edge) => `${at(edge)}, a file outside of its package: import the package by its name`);

/** What must run in a browser may not reach Node's modules, neither itself nor through a file that does. */
const checkNode = ({ folder }: Package, edges: readonly Edge[], design: Design): string[] => {
  if (!folder.startsWith("packages/") || design.nodeOnly.includes(roomOf(folder))) return [];
  const isNodePart = (path: string): boolean => /^src\/node(\.ts$|\/)/.test(path.slice(folder.length + 1));
  const needsNode = ({ specifier, ...edge }: Edge): boolean =>
    isBuiltin(specifier) || (isRelative(specifier) ? isNodePart(targetOf({ specifier, ...edge })) : /^@ntkit\/[^/]+\/node$/.test(specifier));
  return edges
    .filter((edge) => !edge.file.development && !edge.typeOnly && !isNodePart(edge.file.path) && needsNode(edge))
    .map((edge) => `${at(edge)}, which needs Node, and this file must run in a browser: only ${folder}/src/node.ts and src/node/ may do so`);
};

/**
 * Cycles of files, of run-time imports alone: those decide which module is initialised first.
 * A type-only import is erased, and two types that name each other (an expression and the table of its operations) are one idea told in two files.
 */
const checkFileCycles = (edges: readonly Edge[]): string[] => {
  const graph = new Map<string, string[]>();
  for (const edge of edges) {
    if (!edge.typeOnly && isRelative(edge.specifier)) graph.set(edge.file.path, [...(graph.get(edge.file.path) ?? []), targetOf(edge)]);
  }
  return findCycles(graph).map((cycle) => `files import each other in a circle: ${cycle.join(" → ")}`);
};

/** Cycles of packages, devDependencies included: a task that waits for the builds of its dependencies could never start. */
const checkPackageCycles = (packages: readonly Package[]): string[] => {
  const needs = ({ dependencies, devDependencies, peerDependencies }: Manifest): string[] =>
    Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  return findCycles(new Map(packages.map(({ manifest }) => [manifest.name, needs(manifest)]))).map(
    (cycle) => `packages depend on each other in a circle: ${cycle.join(" → ")}`,
  );
};

/** Everything in the repository at `root` that is against the design, a sentence each. Empty when all is well. */
export const checkArrows = (root: string, design: Design): string[] => {
  const packages = readWorkspace(root);
  const rootManifest = readManifest(root);
  const perPackage = packages.flatMap((one) => {
    const edges = one.files.flatMap((file) => importsOf(file.path, file.text).map((found) => ({ ...found, file })));
    return [
      ...checkNames(one, design),
      ...checkDesign(one, edges, design),
      ...checkBoundary(one, edges),
      ...checkDeclared(one, edges, rootManifest),
      ...checkNode(one, edges, design),
      ...checkFileCycles(edges),
    ];
  });
  return [...perPackage, ...checkPackageCycles(packages)];
};
