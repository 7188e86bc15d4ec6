import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groupToMap } from 'sluice'
import { type Script, startScript } from './script.ts'

const started: Script[] = []
const run = (...args: readonly string[]) => {
  const script = startScript('crawl-with-a-limit', ...args)
  started.push(script)
  return script.ended
}
afterAll(() => {
  for (const script of started) script.kill()
})

const limitOf = (out: string): number => Number(/at most (\d+) answers at once/.exec(out)?.[1])

describe('crawl-with-a-limit', { timeout: 60_000 }, () => {
  describe('over six hosts, four requests at once', () => {
    let report: Awaited<ReturnType<typeof run>>
    let hosts: ReadonlyMap<string, readonly string[]>
    beforeAll(async () => {
      report = await run('--hosts', '6', '--limit', '4', '--timeout', '500')
      const lines = report.out.split('\n').filter((line) => line.startsWith('127.0.0.1'))
      hosts = await groupToMap((line: string) => line.replace(/\/.*/, ''))(lines)
    }, 60_000)

    test('ends well', () => expect(report).toMatchObject({ exit: 0, err: '' }))
    test('visits each page of each host once, in the order in which they were found', () => {
      const pages = [...hosts.values()].map((lines) => lines.map((line) => /\/\d+/.exec(line)?.[0]))
      expect(pages).toEqual(Array.from({ length: 6 }, () => ['/1', '/2', '/3', '/4', '/5', '/6', '/7']))
    })
    test('reads what fails for once, and gives up what fails or hangs for ever', () => {
      for (const [host, lines] of hosts)
        expect(lines.map((line) => line.replace(`${host}/`, ''))).toEqual([
          '1 read',
          '2 read',
          '3 read',
          '4 given up after TimeoutError: nothing came within 500 ms',
          '5 read',
          '6 given up after Error: status 503',
          '7 read',
        ])
    })
    test('keeps to the limit, and uses it', () => {
      expect(report.out).toMatch(/^42 pages of 6 hosts, /m)
      expect(limitOf(report.out)).toBeLessThanOrEqual(4)
      expect(limitOf(report.out)).toBeGreaterThan(1)
    })
  })

  test('visits a host one page at a time, whatever the limit', async () => {
    expect(limitOf((await run('--hosts', '1', '--timeout', '200')).out)).toBe(1)
  })

  test('explains itself', async () => {
    const { exit, out } = await run('--help')
    expect(exit).toBe(0)
    expect(out).toMatch(/--hosts.*--limit.*--timeout/s)
  })

  test.each(['--hosts', '--limit', '--timeout'])('refuses %s 0', async (option) => {
    const { exit, err } = await run(option, '0')
    expect({ exit, err }).toEqual({ exit: 1, err: 'error: only integers above 0\n' })
  })
})
