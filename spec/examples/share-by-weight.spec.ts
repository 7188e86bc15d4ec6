import { afterAll, describe, expect, test } from 'vitest'
import { type Script, startScript } from './script.ts'

const started: Script[] = []
const start = (...args: readonly string[]): Script => {
  const script = startScript('share-by-weight', ...args)
  started.push(script)
  return script
}
afterAll(() => {
  for (const script of started) script.kill()
})

/** How many jobs each worker did. */
const jobsIn = (out: string): number[] => [...out.matchAll(/did (\d+) jobs$/gm)].map(([, n]) => Number(n))

describe('share-by-weight', { timeout: 60_000 }, () => {
  test('gives three times as many jobs to who is three times as strong', async () => {
    const { exit, out, err } = await start().ended
    expect({ exit, out, err }).toEqual({
      exit: 0,
      out: 'sharing 100 jobs\nworker of weight 3 did 75 jobs\nworker of weight 1 did 25 jobs\n',
      err: '',
    })
  })

  test('lets nobody wait for who is busy, and shares by weight among the others', async () => {
    const { out } = await start('2', '2', '1', '--jobs', '50', '--busy', '3000').ended
    expect(jobsIn(out)).toEqual([1, 33, 16])
  })

  test('lets the jobs in flight end when it is interrupted', async () => {
    const script = start('--jobs', '1000000')
    await script.says(/^sharing/)
    script.interrupt()
    const { exit, out, err } = await script.ended
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(jobsIn(out)).toHaveLength(2)
  })

  test('explains itself', async () => {
    const { exit, out } = await start('--help').ended
    expect(exit).toBe(0)
    expect(out).toMatch(/weights.*--jobs.*--busy/s)
  })

  test.each([['0'], ['one'], ['--jobs', '0']])('refuses %s', async (...args) => {
    const { exit, out, err } = await start(...args).ended
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toMatch(/^error: only integers above 0/)
  })
})
