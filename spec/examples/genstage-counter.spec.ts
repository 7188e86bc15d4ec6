import { afterAll, describe, expect, test } from 'vitest'
import { type Script, startScript } from './script.ts'

const started: Script[] = []
const start = (...args: readonly string[]): Script => {
  const script = startScript('genstage-counter', ...args)
  started.push(script)
  return script
}
afterAll(() => {
  for (const script of started) script.kill()
})

const said = async (script: Script) => {
  const { exit, out, err } = await script.ended
  return { exit, err, lines: out.trimEnd().split('\n') }
}

describe('genstage-counter', { timeout: 60_000 }, () => {
  test('asks A for what C has room for, and prints what B made of it, in order', async () => {
    const { exit, err, lines } = await said(start('--events', '7', '--times', '3', '--pause', '1'))
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(lines.filter((line) => line.startsWith('C '))).toEqual([0, 3, 6, 9, 12, 15, 18].map((n) => `C got ${n}`))
    expect(lines.filter((line) => line.startsWith('A '))).toEqual(['A is asked for 10', 'A is asked for 5'])
    expect(lines[0]).toBe('A is asked for 10')
    expect(lines[5]).toBe('A is asked for 5')
  })

  test('gives each event to everybody whom it is for before the next is sent', async () => {
    const { lines } = await said(start('--events', '4', '--pause', '25'))
    const sent = lines.slice(lines.indexOf('all got 1')).join(', ')
    expect(sent).toBe(
      'all got 1, sent 1, all got 2, even got 2, sent 2, all got 3, sent 3, all got 4, even got 4, sent 4',
    )
  })

  test('prints what is in flight when it is interrupted, and nothing more', async () => {
    const script = start('--events', '1000', '--pause', '50')
    await script.says(/^C got 2$/m)
    script.interrupt()
    const { exit, err, lines } = await said(script)
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(lines.at(-1)).toMatch(/^C got \d$/)
  })

  test('explains itself', async () => {
    const { exit, out } = await start('--help').ended
    expect(exit).toBe(0)
    expect(out).toMatch(/--events.*--times.*--pause/s)
  })

  test.each(['--events', '--times', '--pause'])('refuses a 0 for %s', async (option) => {
    const { exit, out, err } = await start(option, '0').ended
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toMatch(/^error: only integers above 0/)
  })
})
