/** Values as text, by the path of their field: `{ "network.depth": "3", points: "-2.5,0.6;1,0.8" }`. */
export type Fields = Readonly<Record<string, string>>;

type Data = Readonly<Record<string, unknown>>;
const isData = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields of `state` that are not as in `defaults`, nested ones by their path. */
export function writeFields(defaults: object, state: object, prefix = ""): Fields {
  const fields: Record<string, string> = {};
  const before: Data = { ...defaults };
  for (const [name, value] of Object.entries(state)) {
    const usual = before[name];
    if (isData(value) && isData(usual)) Object.assign(fields, writeFields(usual, value, `${prefix}${name}.`));
    else if (writeValue(value) !== writeValue(usual)) fields[`${prefix}${name}`] = writeValue(value);
  }
  return fields;
}

/**
 * The state that `writeFields` told: the defaults with these fields. A value is read as what stands there by default (a number,
 * a list, a word); whether it may be is for the schema to say.
 */
export function readFields(defaults: object, fields: Fields): Record<string, unknown> {
  const state: Record<string, unknown> = structuredClone({ ...defaults });
  for (const [path, text] of Object.entries(fields)) {
    const names = path.split(".");
    const last = names.pop() as string;
    let place = state;
    for (const name of names) {
      const inner = place[name];
      const next: Record<string, unknown> = isData(inner) ? { ...inner } : {};
      place[name] = next;
      place = next;
    }
    place[last] = readValue(text, place[last]);
  }
  return state;
}

/** Lists of numbers as `1,2`, lists of such lists as `1,2;3,4`, switches as 1 and 0, numbers with at most six digits that count. */
function writeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(writeValue).join(value.some(Array.isArray) ? ";" : ",");
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return value === Number.POSITIVE_INFINITY ? "inf" : String(Number(value.toPrecision(6)));
  return String(value);
}

function readValue(text: string, usual: unknown): unknown {
  if (Array.isArray(usual)) {
    if (text === "") return [];
    if (usual.some(Array.isArray)) return text.split(";").map((row) => row.split(",").map(readNumber));
    return text.split(",").map(typeof usual[0] === "string" ? String : readNumber);
  }
  if (typeof usual === "boolean") return text === "1";
  return typeof usual === "number" ? readNumber(text) : text;
}

/** A number, or the text as it is: the schema then says what is wrong with it. */
function readNumber(text: string): unknown {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}
