import { expect, it } from "vitest";
import { randomState } from "./numpy-random.ts";

it("draws what numpy.random.RandomState(0).randn() draws", () => {
  const draw = randomState(0);
  const first = Array.from({ length: 5 }, draw);
  // Printed by numpy 2.3 with repr().
  const expected = [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675];
  first.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-15));
});
