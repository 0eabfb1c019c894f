/** How this program is called here: through npm in a checkout, else by its name. */
export function programName(env: NodeJS.ProcessEnv = process.env): string {
  const throughNpm = env.npm_package_name === 'handgrad' && env.npm_lifecycle_event !== undefined;
  return throughNpm ? 'npm run handgrad --' : 'handgrad';
}

/** A command to be copied to a shell. */
export function commandText(words: readonly string[]): string {
  return [programName(), ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
