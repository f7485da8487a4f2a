import { parameter } from "../engine/shader.ts";

/** Threads of a workgroup: the most that every device has. */
const lanes = 256;
const groupsPerDimension = 65_535;

/** Workgroups for `count` entries, one thread each. */
export function gridOf(count: number): readonly [number, number] {
  const groups = Math.ceil(count / lanes);
  if (groups <= groupsPerDimension) return [groups, groups === 0 ? 0 : 1];
  return [groupsPerDimension, Math.ceil(groups / groupsPerDimension)];
}

/** An entry point over `gridOf(count)`: `body` sees `at`, the entry; parameter `count` says how many there are. */
export const perEntry = (count: number, body: string): string => `@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  opaque_zero = ${parameter(0)};
  let at = (group.y * groups.x + group.x) * ${lanes}u + lane;
  if (at >= ${parameter(count)}) { return; }
${body}
}`;
