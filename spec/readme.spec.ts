import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { format } from 'prettier'
import { describe, expect, test } from 'vitest'
import { entries } from './entries.ts'
import { read, readFolder, root } from './reading.ts'
import { type Row, rowsIn, rowsOf, withRows } from './table.ts'

const page = existsSync(`${root}README.md`) ? readFileSync(`${root}README.md`, 'utf8') : ''
const modules = readFolder('lib').map(read)
const tables = entries.map(({ specifier, path }) => ({ specifier, rows: rowsOf(modules, path) }))

describe('the tables of operators in README.md', () => {
  test.each(tables)('say of every name of $specifier what its docstring says (npm run readme)', (table) => {
    expect(rowsIn(page, table.specifier)).toEqual(table.rows)
  })
})

describe('the table of names from elsewhere in README.md', () => {
  const section = page.split('## Names from elsewhere\n')[1]?.split('\n## ')[0] ?? ''
  const here = section.split('\n').map((line) => line.split('|')[2] ?? '')
  const named = here.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name))

  test('sends nobody to a name that is not there', () => {
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !tables.some(({ rows }) => rows.some((row) => row.name === name)))).toEqual([])
  })
})

describe('the links of README.md', () => {
  const linked = [...page.matchAll(/\]\(([^):]+)\)/g)].map(([, path]) => path ?? '')

  test('lead to files that are there', () => {
    expect(linked.filter((path) => !existsSync(root + path))).toEqual([])
  })
  test('lead to every example', () => {
    const examples = readdirSync(`${root}examples`).map((name) => `examples/${name}`)
    expect(examples.filter((path) => !linked.includes(path))).toEqual([])
  })
})

describe('a table of operators', () => {
  const some: Row[] = [
    { group: 'Sources', name: 'range', sentence: 'Counts.' },
    { group: 'Sinks', name: 'head', sentence: 'Gives `A \\| B`.' },
  ]
  const empty = '# Title\n\n<!-- operators of a -->\nold\n<!-- /operators of a -->\n\nThe end.\n'

  test('can be read back', () => {
    expect(rowsIn(withRows(empty, 'a', some), 'a')).toEqual(some)
  })
  test('can be read back after it was formatted', async () => {
    expect(rowsIn(await format(withRows(empty, 'a', some), { parser: 'markdown' }), 'a')).toEqual(some)
  })
  test('leaves the rest of the page alone', () => {
    expect(withRows(empty, 'a', [])).toBe(
      '# Title\n\n<!-- operators of a -->\n\n<!-- /operators of a -->\n\nThe end.\n',
    )
  })
  test('is one of several', () => {
    const page = `${empty}${empty.replaceAll('of a', 'of b')}`
    const written = withRows(withRows(page, 'b', some), 'a', some.slice(1))
    expect(rowsIn(written, 'a')).toEqual(some.slice(1))
    expect(rowsIn(written, 'b')).toEqual(some)
  })
  test('needs its marks', () => {
    expect(() => withRows('# Title\n', 'a', some)).toThrow('<!-- operators of a -->')
  })
  test('is written from docstrings', () => {
    const modules = [
      {
        path: 'lib/index.ts',
        text: "// Sinks\nexport { a } from './sinks/a.ts'\nexport type { B } from './sinks/a.ts'\n",
      },
      {
        path: 'lib/sinks/a.ts',
        text: '/**\n * Takes one\n * or | two. Or none.\n */\nexport const a = 1\nexport type B = 1\n',
      },
    ].map(read)
    expect(rowsOf(modules, 'lib/index.ts')).toEqual([{ group: 'Sinks', name: 'a', sentence: 'Takes one or \\| two.' }])
  })
})
