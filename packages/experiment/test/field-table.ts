import { describeAllFields, type Field } from "@ntkit/core";
import { experimentSchema } from "../src/schema.ts";

const cell = (text: string) => text.replaceAll("|", "\\|");

function contents({ type, required, default: usual }: Field): string {
  const words = typeof type === "string" ? type : type.map((word) => `\`${word}\``).join(" or ");
  return `${words}${required ? ", required" : ""}${usual === undefined ? "" : `, default \`${JSON.stringify(usual)}\``}`;
}

/** Every field of an experiment as a table in Markdown: what the README holds. */
function fieldTable(): string {
  const rows = describeAllFields(experimentSchema).map((field) => [
    `\`${field.name}\``,
    contents(field),
    [field.description ?? "", ...(field.unit === undefined ? [] : [`[${field.unit}]`])].join(" "),
  ]);
  return ["| field | | |", "|---|---|---|", ...rows.map((row) => `| ${row.map((text) => cell(text.trim())).join(" | ")} |`)].join("\n");
}

const [begin, end] = ["<!-- fields -->", "<!-- end of fields -->"];

/** A README with its table of fields replaced by the one of now. */
export const withFieldTable = (readme: string): string =>
  `${readme.slice(0, readme.indexOf(begin) + begin.length)}\n\n${fieldTable()}\n\n${readme.slice(readme.indexOf(end))}`;
