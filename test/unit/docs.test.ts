/** The pages for readers: their links lead somewhere, and the source that they show is the source as it is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshReadme } from '../../scripts/lessons/fresh-readme.mjs';
import { root } from '../../scripts/lessons/lesson-folders.mjs';

/** Generated, and not in the repository: nothing links there. */
const generated = 'docs/api/';

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'datasets/README.md', 'web/README.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((path) => `docs/${path}`)
    .filter((path) => path.endsWith('.md') && !path.startsWith(generated)),
];
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/** A page without its code, in which brackets are no links. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** `#a-kernel-a-backend` for `## A kernel, a backend`: how GitHub names headings. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with a link of a page; null if it leads somewhere. */
function problemOf(page: string, link: string): string | null {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : relative(root, join(root, dirname(page), path)).replaceAll('\\', '/');
  if (target.startsWith('..') || target.startsWith(generated)) return `${link} leads out of the repository`;
  if (!existsSync(join(root, target))) return `${link} leads to ${target}, which is not there`;
  if (anchor === undefined || anchors(textOf(target)).includes(anchor)) return null;
  return `${link}: ${target} has no such heading`;
}

describe.each(pages)('%s', (page) => {
  it('links to nothing that is not there', () => {
    const links = [...prose(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
    const inside = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(inside.map((link) => problemOf(page, link)).filter((problem) => problem !== null)).toEqual([]);
  });

  it('names no npm script that does not exist', () => {
    const named = [...textOf(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe.each(pages.filter((page) => /^docs\/[^/]+\.md$/.test(page)))('%s', (page) => {
  it("shows the engine's source as it is", () => {
    expect(freshReadme(textOf(page), textOf, null), 'npm run docs:excerpts').toBe(textOf(page));
  });
});

describe('the checks of pages', () => {
  it('tell a missing file, a missing heading and a way out from links that lead somewhere', () => {
    expect(problemOf('docs/README.md', 'recipes.md#running-one')).toBeNull();
    expect(problemOf('docs/README.md', '../CONTRIBUTING.md#a-kernel-a-backend')).toBeNull();
    expect(problemOf('docs/README.md', '#the-path')).toBeNull();
    expect(problemOf('docs/README.md', 'no-such-page.md')).toMatch('docs/no-such-page.md, which is not there');
    expect(problemOf('docs/README.md', 'recipes.md#no-such-heading')).toMatch('docs/recipes.md has no such heading');
    expect(problemOf('docs/README.md', '../../elsewhere.md')).toMatch('out of the repository');
    expect(problemOf('docs/README.md', 'api/index.html')).toMatch('out of the repository');
  });

  it('the newcomer finds every page of docs/ in its index', () => {
    const index = textOf('docs/README.md');
    const missing = readdirSync(join(root, 'docs'))
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .filter((file) => !index.includes(`](${file})`));
    expect(missing).toEqual([]);
  });
});
