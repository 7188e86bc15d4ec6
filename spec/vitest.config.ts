import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const lib = (file: string): string => fileURLToPath(new URL(`../lib/${file}`, import.meta.url))

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: [{ find: /^sluice$/, replacement: lib('index.ts') }] },
  test: {
    include: ['spec/**/*.spec.ts'],
    exclude: ['**/node_modules/**', 'spec/bench/**'],
    isolate: false,
    execArgv: ['--expose-gc'],
  },
})
