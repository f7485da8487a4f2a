import { expect, test } from "vitest";
import { formatSeconds, progressLine } from "./progress.ts";

function watched(isTTY: boolean, columns = 60) {
  const clock = { now: 0, text: "" };
  const line = progressLine({ isTTY, columns, write: (part) => (clock.text += part) }, () => clock.now);
  return { clock, line };
}

test("elsewhere than on a terminal: plain lines, not more than one in two seconds", async () => {
  const { clock, line } = watched(false);
  await line.stage("kernel", "3 × 3");
  for (clock.now = 100; clock.now <= 5000; clock.now += 100) line.update(clock.now, 10_000);
  line.finish(10);
  expect(clock.text).toBe("kernel: 3 × 3 …\nkernel: 3 × 3: 20 %, 8.0 s left\nkernel: 3 × 3: 40 %, 6.0 s left\nkernel: 3 × 3: done in 10.0 s\n");
});

test("on a terminal: one line that is rewritten, within its width", async () => {
  const { clock, line } = watched(true, 24);
  await line.stage("kernel", "nngp and ntk: 3 × 3");
  clock.now = 50;
  line.update(1, 2);
  clock.now = 100;
  line.update(1, 2);
  line.finish(0.2);
  const lines = clock.text.split("\r\u001b[2K").slice(1);
  expect(lines).toEqual(
    ["… kernel: nngp and ntk: ", "… kernel: nngp and ntk: ", "✓ kernel: nngp and ntk: 3 × 3 (0.2 s)\n"].map((part, i) => (i < 2 ? part.slice(0, 23) : part)),
  );
});

test("a terminal that tells no width has 80 columns", async () => {
  const { clock, line } = watched(true, 0);
  await line.stage("kernel", "x".repeat(100));
  expect(clock.text.split("\u001b[2K")[1].length).toBe(79);
});

test("durations", () => {
  expect([0.0004, 0.0123, 0.5, 59.94, 59.96, 61, 119.7, 3600].map(formatSeconds)).toEqual([
    "0 ms",
    "12 ms",
    "0.5 s",
    "59.9 s",
    "1 min 0 s",
    "1 min 1 s",
    "2 min 0 s",
    "60 min 0 s",
  ]);
});
