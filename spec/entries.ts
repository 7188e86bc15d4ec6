import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  exports: Record<string, string | { default: string }>
}

export interface Entry {
  readonly specifier: string
  readonly path: string
}

/** Every specifier that users may import, with the source file behind it. */
export const entries: readonly Entry[] = Object.entries(manifest.exports).flatMap(([key, to]) =>
  typeof to === 'string'
    ? []
    : [
        {
          specifier: `sluice${key.slice(1)}`,
          path: to.default.replace(/^\.\/dist\/(.*)\.js$/, 'lib/$1.ts'),
        },
      ],
)

/** The same as aliases, so that specs and examples import the sources by their public specifiers. */
export const aliases = entries.map(({ specifier, path }) => ({
  find: new RegExp(`^${specifier}$`),
  replacement: fileURLToPath(new URL(`../${path}`, import.meta.url)),
}))
