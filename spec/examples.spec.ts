import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { entries } from './entries.ts'
import { asModule, claimsOf, importLines, rewrite } from './executed.ts'
import { publicNames, read, readFolder, root } from './reading.ts'

const folder = `${root}.reports/examples`
const modules = readFolder('lib').map(read)
const rootEntries = entries.filter(({ specifier }) => specifier === 'sluice')

// Numbered, since names that differ in case alone are one where file names have none.
let written = 0
const write = (title: string, code: string, publics: readonly string[]) => {
  const file = `${folder}/${++written}-${title.replaceAll(/\W+/g, '-')}.ts`
  writeFileSync(file, asModule(code, publics))
  return { title, run: async () => ((await import(file)) as { run: () => Promise<void> }).run() }
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ extends: '../../tsconfig.json', include: ['.'] }))

const documented = entries.flatMap((entry) => {
  const { specifier, path } = entry
  const publics = importLines(modules, [...new Set([...rootEntries, entry])])
  return publicNames(modules, path)
    .filter(({ kind }) => kind === 'value')
    .map(({ name, doc }) => {
      const claims = doc?.examples.filter((example) => example.includes('// =>')) ?? []
      const title = `${specifier} ${name}`
      return { title, examples: claims.map((code, at) => write(`${title} ${at + 1}`, code, publics)) }
    })
})
const pages = ['README.md', 'lib/fan-out/README.md'].filter((path) => existsSync(root + path))
const readme = pages.flatMap((path) =>
  claimsOf(readFileSync(root + path, 'utf8')).map((code, at) =>
    write(`${path} ${at + 1}`, code, importLines(modules, entries)),
  ),
)

describe('the documented examples', () => {
  test.each(documented)('$title does what its docstring says', async ({ examples }) => {
    expect(examples).not.toEqual([])
    for (const example of examples) await example.run()
  })
  test.each(readme)('$title does what it says', async ({ run }) => run())
  test('all of them have the types that they claim', { timeout: 60_000 }, () => {
    const { stdout } = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', folder], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
  })
})

describe('an executed example', () => {
  const body = (code: string): string => rewrite(code).body

  test('becomes an expectation', () => {
    expect(body('1 + 1 // => 2')).toBe('expect(1 + 1).toEqual(2);')
  })
  test('may span several lines', () => {
    expect(body('f(\n  1,\n) // => { a: 1 }')).toBe('expect(f(\n  1,\n)).toEqual({ a: 1 });')
  })
  test('may be a value with a name', () => {
    expect(body('const a = 1 // => 1')).toBe('const a = 1 \nexpect(a).toEqual(1);')
  })
  test('may say that it throws', () => {
    expect(body('f(0) // => throws RangeError: at least 1')).toContain('expect(() => (f(0))).toThrow(')
  })
  test('may say that it rejects', () => {
    expect(body('await f(0) // => rejects Error')).toContain(
      'await expect((async () => (await f(0)))()).rejects.toThrow(',
    )
  })
  test('may import what Node and users can', () => {
    expect(rewrite("import { a } from 'sluice'\na // => 1").imported).toEqual(['a'])
    expect(() => rewrite("import { pipe } from 'fp-ts/function'\n1 // => 1")).toThrow('fp-ts/function')
  })
  test('may not promise behind nothing', () => {
    expect(() => rewrite('if (a) {\n  b // => 1\n}')).toThrow('stands behind no expression')
  })
})
