import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cli } from "../test/cli.ts";
import { exitCodes } from "./exit.ts";
import { backends } from "./plugins.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const section = (title: string) => readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";

test.each(["predict", "train", "kernel", "empirical"])("the README lists the options of %s, all of them and no other", async (command) => {
  const { out } = await cli([command, "--help"]);
  const offered = [...out.matchAll(/^ {2}(--\S+(?: <\w+>)?)/gm)].map(([, option]) => option);
  const listed = [...section(command).matchAll(/^\| `(--[^`]+)`/gm)].map(([, option]) => option);
  expect(listed).toEqual(offered);
  expect(section(command)).toContain(
    Object.keys(backends)
      .map((name) => `\`${name}\``)
      .join(" or "),
  );
});

test("and every command and exit code", async () => {
  const { out } = await cli(["--help"]);
  const offered = [...out.matchAll(/^ {2}(\w+) .*[\]>] {2}/gm)].map(([, name]) => name).filter((name) => name !== "help");
  expect([...readme.matchAll(/^\| `ntkit (\w+)/gm)].map(([, name]) => name)).toEqual(offered);
  const codes = [...section("How it behaves").matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
});
