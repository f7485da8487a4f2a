/** The groups that a pattern captures in a text. Throws where it does not match, so that a test cannot pass on nothing. */
export function captured(pattern: RegExp, text: string): string[] {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`${pattern} does not match`);
  return match.slice(1).map(String);
}
