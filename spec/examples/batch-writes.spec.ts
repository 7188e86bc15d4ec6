import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import { type Script, startScript } from './script.ts'

const home = mkdtempSync(join(tmpdir(), 'sluice-batches-'))
const started: Script[] = []
const start = (...args: readonly string[]) => {
  const file = join(home, `${started.length}.db`)
  const script = startScript('batch-writes', file, ...args)
  started.push(script)
  return { ...script, file }
}
afterAll(() => {
  for (const script of started) script.kill()
  rmSync(home, { recursive: true, force: true })
})

const line = (celsius: number): string => `{"sensor":"attic","celsius":${celsius}}\n`
const linesTo = (n: number): string => Array.from({ length: n }, (_, i) => line(i + 1)).join('')

const rowsOf = (file: string): unknown => {
  const database = new sqlite.Database(file, { readOnly: true })
  try {
    return database.all('select sensor, count(*) as many, sum(celsius) as sum from readings group by sensor')
  } finally {
    database.close()
  }
}

describe('batch-writes', { timeout: 60_000 }, () => {
  test('writes every row, in full batches and a last one', async () => {
    const { end, ended, file } = start('--within', '60000')
    end(linesTo(1200))
    expect(await ended).toEqual({
      exit: 0,
      out: 'wrote 500\nwrote 500\nwrote 200\n0 lines were no rows\n',
      err: '',
    })
    expect(rowsOf(file)).toEqual([{ sensor: 'attic', many: 1200, sum: 720_600 }])
  })

  test('writes what there is when its time has come, for others to see', async () => {
    const { write, says, end, ended, file } = start('--within', '20')
    write(linesTo(3))
    await says(/^wrote 3$/m)
    expect(rowsOf(file)).toEqual([{ sensor: 'attic', many: 3, sum: 6 }])
    end()
    expect(await ended).toMatchObject({ exit: 0, err: '' })
  })

  test('counts the lines that are no rows, and writes the others', async () => {
    const { end, ended, file } = start()
    end(`nonsense\n${line(1)}{"sensor":1,"celsius":2}\nnull\n${line(2)}`)
    const { out } = await ended
    expect(out).toMatch(/^3 lines were no rows$/m)
    expect(rowsOf(file)).toEqual([{ sensor: 'attic', many: 2, sum: 3 }])
  })

  test('adds to a table that is there', async () => {
    const { end, ended, file } = start()
    end(line(1))
    await ended
    const again = startScript('batch-writes', file)
    again.end(line(2))
    await again.ended
    expect(rowsOf(file)).toEqual([{ sensor: 'attic', many: 2, sum: 3 }])
  })

  test('writes what it holds when it is interrupted', async () => {
    const { write, says, interrupt, ended, file } = start('--size', '2', '--within', '60000')
    write(linesTo(3))
    await says(/^wrote 2$/m)
    interrupt()
    expect(await ended).toEqual({ exit: 0, out: 'wrote 2\nwrote 1\n0 lines were no rows\n', err: '' })
    expect(rowsOf(file)).toEqual([{ sensor: 'attic', many: 3, sum: 6 }])
  })

  test('explains itself', async () => {
    const { exit, out } = await startScript('batch-writes', '--help').ended
    expect(exit).toBe(0)
    expect(out).toMatch(/<database>.*--size.*--within/s)
  })

  test.each(['--size', '--within'])('refuses %s 0', async (option) => {
    const { exit, err } = await start(option, '0').ended
    expect({ exit, err }).toEqual({ exit: 1, err: 'error: only integers above 0\n' })
  })
})
