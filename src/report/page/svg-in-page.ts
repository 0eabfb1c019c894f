import { escapedHtml } from './escaped-html.js';

/**
 * A chart's SVG as a part of a page: one picture with one description to whoever listens instead of looks, and with
 * names (of clip paths, of gradients) that begin with `prefix`, because each chart counts its own from 0 and a page may
 * have each name once.
 */
export function svgInPage(svg: string, alt: string, prefix: string): string {
  return svg
    .replace(/^[\s\S]*?<svg\b/, `<svg role="img" aria-label="${escapedHtml(alt)}"`)
    .replace(/\bid="([^"]+)"/g, `id="${prefix}$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`)
    .trim();
}
