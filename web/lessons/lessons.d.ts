/** The lessons that are in the site, in order: web/lessons/lessons-plugin.ts. */
declare module 'virtual:lessons' {
  export const lessons: readonly {
    readonly number: number;
    readonly title: string;
    /** Of its page, from the playground's. */
    readonly address: string;
  }[];
}
