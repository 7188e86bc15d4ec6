import { describe, expect, test } from 'vitest'
import { floors, type House } from './floors.ts'
import { read } from './reading.ts'

const doc = '/**\n * Does it.\n *\n * @example\n * a // => 1\n */\n'
const sound: Record<string, string> = {
  'lib/index.ts': "// One to one\nexport { a } from './transforms/a.ts'\n",
  'lib/transforms/a.ts': `${doc}export const a = 1\n`,
  'lib/core/pull.ts': 'export const pull = 1\n',
}
const built = (files: Record<string, string>, rest: Partial<House> = {}): House => ({
  modules: Object.entries({ ...sound, ...files }).map(([path, text]) => read({ path, text })),
  specs: ['spec/transforms/a.spec.ts', 'spec/transforms/b.spec.ts'],
  entries: ['lib/index.ts'],
  top: ['lib', 'spec', 'examples', 'README.md', 'package.json', '.oxlintrc.json'],
  ...rest,
})
const withTopic = (topic: string, contents: string): House =>
  built(
    { 'lib/instances/monad.ts': topic, 'lib/instances/index.ts': contents },
    {
      entries: ['lib/index.ts', 'lib/instances/index.ts'],
      specs: ['spec/transforms/a.spec.ts', 'spec/instances/monad.spec.ts'],
    },
  )
const monad = `${doc}export const Monad = 1\n${doc}export const Chain = 1\n`
const monads = "// Instances\nexport { Chain, Monad } from './monad.ts'\nexport { a } from '../transforms/a.ts'\n"
const operator = (text: string): House => built({ 'lib/transforms/a.ts': `${doc}${text}` })
const index = (text: string, files: Record<string, string> = {}): House => built({ ...files, 'lib/index.ts': text })

const planted: Record<string, readonly House[]> = {
  'an operator imports leaf files of core, origins and dispatchers, and nothing else': [
    operator("import { b } from './b.ts'\nexport const a = b\n"),
    operator("import { b } from '../sources/b.ts'\nexport const a = b\n"),
    operator("import type { B } from '../sources/b.ts'\nexport const a: B = 1\n"),
    operator("import { pull } from '../core'\nexport const a = pull\n"),
    operator("import { some } from 'fp-ts/Option'\nexport const a = some\n"),
    operator("import type { RetryPolicy } from 'retry-ts'\nexport const a = 1\n"),
    operator("export const a = (): Promise<unknown> => import('./b.ts')\n"),
    operator("export const a: import('node:events').EventEmitter | 1 = 1\n"),
  ],
  'origins know the ground alone': [
    built({ 'lib/origins/calls.ts': "import { a } from '../transforms/a.ts'\nexport const calls = a\n" }),
  ],
  'dispatchers know the ground alone': [
    built({ 'lib/dispatchers/d.ts': "import { a } from '../transforms/a.ts'\nexport const d = a\n" }),
    built({
      'lib/dispatchers/d.ts': "import { e } from './e.ts'\nexport const d = e\n",
      'lib/dispatchers/e.ts': 'export const e = 1\n',
    }),
  ],
  'core knows nobody': [
    built({ 'lib/core/pull.ts': "import { a } from '../transforms/a.ts'\nexport const pull = a\n" }),
  ],
  'every import inside the project names a file that is there': [
    operator("import { pull } from '../core/pul.ts'\nexport const a = pull\n"),
  ],
  'nothing imports a table of contents': [
    built({ 'lib/testing/laws.ts': "import { a } from '../index.ts'\nexport const laws = a\n" }),
  ],
  'only a table of contents hands on what others export': [
    built({ 'lib/transforms/all.ts': "export * from './a.ts'\n" }),
    built({ 'lib/transforms/all.ts': "export { a } from './a.ts'\n" }),
  ],
  'imports at run time make no cycle': [
    built({
      'lib/core/pull.ts': "import { b } from './b.ts'\nexport const pull = b\n",
      'lib/core/b.ts': "import { c } from './c.ts'\nexport const b = c\n",
      'lib/core/c.ts': "import { pull } from './pull.ts'\nexport const c = () => pull\n",
    }),
  ],
  'nothing of fp-ts or retry-ts is imported at run time': [
    operator("import { some } from 'fp-ts/Option'\nexport const a = some\n"),
    built({ 'lib/instances/either.ts': "import { right } from 'fp-ts/lib/Either.js'\nexport const e = right\n" }),
  ],
  'promises and timers are made in core alone': [
    operator('export const a = new Promise(() => {})\n'),
    operator('export const a = Promise.race([])\n'),
    operator('export const a = Promise.withResolvers()\n'),
    operator('export const a = (p: Promise<1>): unknown => p.then(() => 2)\n'),
    operator('export const a = (p: Promise<1>): unknown => p?.then(() => 2)\n'),
    operator('export const a = (): unknown => setTimeout(() => {}, 1)\n'),
    operator('export const a = (): unknown => globalThis.setInterval(() => {}, 1)\n'),
    operator('export const a = { later: setImmediate }\n'),
    operator('export const a = (): void => queueMicrotask(() => {})\n'),
    operator("import { scheduler } from 'node:timers/promises'\nexport const a = scheduler\n"),
  ],
  'an operator file exports the value of its name and no other': [
    operator('export const b = 1\n'),
    operator('export const a = 1\nexport const b = 1\n'),
    operator('const b = 1\nexport const a = 1\nexport { b }\n'),
    operator('export const a = 1\nexport class AError extends Error {}\n'),
    operator('export type a = 1\n'),
  ],
  'an operator fits in 60 lines of code': [
    operator(`export const a = [\n${'  1,\n'.repeat(60)}]\n`),
    withTopic(`${monad}export const many = [\n${'  1,\n'.repeat(60)}]\n`, monads),
  ],
  'core fits in 680 lines of code': [
    built({ 'lib/core/pull.ts': 'export let a = 1\n'.repeat(1) + 'a()\n'.repeat(680) }),
  ],
  'nothing is a default export': [operator('export const a = 1\nexport default a\n')],
  'nothing is any': [
    operator('export const a = 1 as any\n'),
    operator('export const a = <A extends ReadonlyArray<any>>(list: A): A => list\n'),
  ],
  'a file says what it is about in its name': [
    built({ 'lib/utils/a.ts': '' }),
    built({ 'lib/core/helpers.ts': '' }),
    built({}, { specs: ['spec/common/a.spec.ts'] }),
    built({ 'lib/core/internal.ts': '' }),
  ],
  'the only public classes are errors': [
    operator('export class a {}\n'),
    operator('export const a = class {}\n'),
    withTopic(monad.replace('const Monad = 1', 'class Monad {}'), monads),
    index("// Ground\nexport { Held } from './core/held.ts'\n", {
      'lib/core/held.ts': `${doc}export class Held extends Base {}`,
    }),
  ],
  'the table of contents has every operator, room by room': [
    built({ 'lib/transforms/b.ts': `${doc}export const b = 1\n` }),
    index("// One\nexport type { a } from './transforms/a.ts'\n"),
    index("export { a } from './transforms/a.ts'\n"),
    index("// One\nexport { a } from './transforms/a.ts'\nexport { pull } from './core/pull.ts'\n"),
    index(
      "// One\nexport { a } from './transforms/a.ts'\n// Ground\nexport { pull } from './core/pull.ts'\n// One\nexport { b } from './transforms/b.ts'\n",
      {
        'lib/transforms/b.ts': `${doc}export const b = 1\n`,
      },
    ),
  ],
  'a table of contents names what is there': [
    index("// One\nexport { a, c } from './transforms/a.ts'\n"),
    index("// One\nexport type { a } from './transforms/a.ts'\n"),
    withTopic(monad, `${monads}export { of } from './monad.ts'\n`),
  ],
  'a room of topics has a table of contents with all that they export': [
    withTopic(`${monad}${doc}export const Alt = 1\n`, monads),
    withTopic(monad, monads.replace('// Instances', '')),
    built({ 'lib/instances/monad.ts': monad }),
  ],
  'a name means the same in every table of contents': [
    withTopic(`${monad}${doc}export const a = 1\n`, "// Instances\nexport { a, Chain, Monad } from './monad.ts'\n"),
  ],
  'a table of contents does nothing': [
    withTopic(monad, `${monads}export const b = 1\n`),
    index("// One\nexport { a } from './transforms/a.ts'\nexport const b = 1\n"),
  ],
  'every public name is documented, every value by an executed example': [
    built({ 'lib/transforms/a.ts': 'export const a = 1\n' }),
    built({ 'lib/transforms/a.ts': `${doc}const b = 1\nexport const a = b\n` }),
    withTopic(monad.replace('Does it.', 'does it'), monads),
    built({ 'lib/transforms/a.ts': `${doc.replace('Does it.', 'does it')}export const a = 1\n` }),
    built({ 'lib/transforms/a.ts': `${doc.replace('// => 1', '')}export const a = 1\n` }),
    built({ 'lib/transforms/a.ts': `${doc.replace(' *\n', ' *\n * - holds nothing\n *\n')}export const a = 1\n` }),
  ],
  'every operator has a spec of its name': [
    built({}, { specs: [] }),
    { ...withTopic(monad, monads), specs: ['spec/transforms/a.spec.ts'] },
  ],
  'nothing else lies at the top': [built({}, { top: ['lib', 'notes.md'] })],
}

describe('a floor', () => {
  test.each(Object.entries(floors))('lets a sound house stand: %s', (_, floor) => {
    expect(floor(built({}))).toEqual([])
    expect(floor(withTopic(monad, monads))).toEqual([])
  })
  test.each(
    Object.keys(floors).flatMap(
      (name) => planted[name]?.map((bad, at) => [name, at, bad] as const) ?? [[name, 0, built({})] as const],
    ),
  )('sees what is under it: %s, %i', (name, _, bad) => {
    expect(floors[name]?.(bad)).not.toEqual([])
  })
})
