import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, network } from "../test/cli.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const program = (words: readonly string[]) =>
  spawn(process.execPath, ["--conditions=@ntkit/source", "--import", "tsx", main, ...words], { stdio: ["ignore", "pipe", "pipe"] });

test("Ctrl-C in the middle of the work ends the program as it ends any, and nothing is written", async () => {
  const digits = { data: { source: { dataset: "digits" } }, architecture: network(10) };
  const at = folder({ "digits.json": digits });
  const running = program(["predict", join(at, "digits.json"), "--out", join(at, "out")]);
  let told = "";
  running.stderr.on("data", (chunk) => {
    told += chunk;
    if (told.includes("kernel:")) running.kill("SIGINT");
  });
  const end = await new Promise((resolve) => running.on("close", (code, signal) => resolve({ code, signal })));
  expect(end).toEqual({ code: null, signal: "SIGINT" });
  expect(readdirSync(at)).toEqual(["digits.json"]);
});

test("the exit code and both streams reach the shell", async () => {
  const running = program(["explain", "rleu"]);
  let [out, err] = ["", ""];
  running.stdout.on("data", (chunk) => (out += chunk));
  running.stderr.on("data", (chunk) => (err += chunk));
  const code = await new Promise((resolve) => running.on("close", resolve));
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain('found "rleu". Did you mean "relu"?');
});
