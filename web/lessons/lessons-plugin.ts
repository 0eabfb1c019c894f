import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { renderLesson } from './render-lesson.js';

const MODULE = 'virtual:lessons';
const RESOLVED = `\0${MODULE}`;

/**
 * Puts the lessons into the site, a page each with its pictures, and their numbers, titles and addresses into the module
 * `virtual:lessons`. `folder`: docs/lessons; `style`: the pages' style sheet.
 */
export function lessonPages(folder: string, style: string): Plugin {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d\d-/.test(name)) : [];
  const lessons = names.sort().map((name) => {
    const { html, number, title } = renderLesson(readFileSync(join(folder, name, 'README.md'), 'utf8'));
    return { name, html, number, title, address: `./lessons/${name}/index.html` };
  });
  return {
    name: 'lesson-pages',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined;
      const listed = lessons.map(({ number, title, address }) => ({ number, title, address }));
      return `export const lessons = ${JSON.stringify(listed)};`;
    },
    generateBundle() {
      const emit = (fileName: string, source: string) => this.emitFile({ type: 'asset', fileName, source });
      emit('lessons/lesson.css', readFileSync(style, 'utf8'));
      for (const { name, html } of lessons) {
        emit(`lessons/${name}/index.html`, html);
        for (const picture of readdirSync(join(folder, name)).filter((file) => file.endsWith('.svg'))) {
          emit(`lessons/${name}/${picture}`, readFileSync(join(folder, name, picture), 'utf8'));
        }
      }
    },
  };
}
