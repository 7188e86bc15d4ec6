import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { aliases } from './entries.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: aliases },
  test: {
    include: ['spec/**/*.spec.ts'],
    exclude: ['**/node_modules/**', 'spec/bench/**'],
    isolate: false,
    testTimeout: 30_000,
    execArgv: ['--expose-gc'],
  },
})
