/**
 * The first name that occurs twice in one object of a JSON text, at any depth; null if there is none.
 *
 * `JSON.parse` keeps the last of two members without a word, so two readers of one file could see different things.
 * json: sound JSON, as `JSON.parse` has accepted it.
 */
export function firstDuplicateKey(json: string): string | null {
  /** Names seen in each object that is open at this place; null stands for an array. */
  const open: (Set<string> | null)[] = [];
  let nameExpected = false;
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case '{':
        open.push(new Set());
        nameExpected = true;
        break;
      case '[':
        open.push(null);
        nameExpected = false;
        break;
      case '}':
      case ']':
        open.pop();
        nameExpected = false;
        break;
      case ',':
        nameExpected = open.at(-1) !== null;
        break;
      case '"': {
        const end = endOfString(json, at);
        if (nameExpected) {
          // Parsed, because "a" and "\u0061" are the same name.
          const name = JSON.parse(json.slice(at, end)) as string;
          const seen = open.at(-1) as Set<string>;
          if (seen.has(name)) return name;
          seen.add(name);
          nameExpected = false;
        }
        at = end - 1;
      }
    }
  }
  return null;
}

/** The place after the closing quote of the string that opens at `at`. */
function endOfString(json: string, at: number): number {
  for (at++; json[at] !== '"'; at++) {
    if (json[at] === '\\') at++;
  }
  return at + 1;
}
