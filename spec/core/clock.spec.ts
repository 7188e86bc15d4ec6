import { describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/core/clock.ts'
import { turn } from '../laws/timeline.ts'
import { timersLeftBy } from '../laws/trial.ts'

describe('the system clock', () => {
  test.each([2 ** 31, Infinity])('does not wake early from a sleep of %d ms, longer than any timer', async (ms) => {
    const aborted = new AbortController()
    let woken = false
    const { left } = await timersLeftBy(async () => {
      const sleep = systemClock.sleep(ms, aborted.signal).then(() => (woken = true))
      await systemClock.sleep(3)
      await turn()
      expect(woken).toBe(false)
      aborted.abort('up')
      await expect(sleep).rejects.toBe('up')
    })
    expect(left()).toBe(0)
  })
})
