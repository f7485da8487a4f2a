const longest = 60;
const mostEntries = 6;

/** A short print of any value, for the `found` of an error: at most 60 characters, whatever the size of the value. */
export function show(value: unknown): string {
  const text = print(value, 0);
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}

function print(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, longest));
  if (typeof value === "function") return value.name === "" ? "a function" : `a function ${value.name}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return printList(value, depth);
  if (isTypedArray(value)) return `${value.constructor.name} ${printList(value, depth)}`;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `a ${prototype.constructor?.name ?? "object"}`;
  if (depth > 2) return "{...}";
  const keys = Object.keys(value);
  const fields = keys.slice(0, mostEntries).map((key) => `${JSON.stringify(key)}: ${print((value as Record<string, unknown>)[key], depth + 1)}`);
  return `{${fields.join(", ")}${keys.length > mostEntries ? ", ..." : ""}}`;
}

function isTypedArray(value: object): value is ArrayLike<unknown> & object {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function printList(list: ArrayLike<unknown>, depth: number): string {
  if (depth > 2) return "[...]";
  const entries = Array.from({ length: Math.min(list.length, mostEntries) }, (_, i) => print(list[i], depth + 1));
  return `[${entries.join(", ")}${list.length > mostEntries ? ", ..." : ""}]`;
}
