import { expect, describe, test } from 'vitest'
import { Alarm, clockOf } from '../../lib/origins/alarm.ts'
import { systemClock } from '../../lib/core/clock.ts'
import { refuses, virtualClock } from '../laws.ts'
import { quiet } from '../openCalls.ts'

const alarmOf = (begin = 0) => {
  const clock = virtualClock(begin)
  const slept: number[] = []
  let rung = 0
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    slept.push(ms)
    return clock.sleep(ms, signal)
  }
  const alarm = new Alarm({ now: clock.now, sleep }, () => rung++)
  const after = async (ms: number): Promise<number> => {
    clock.advance(ms)
    await quiet()
    return rung
  }
  return { alarm, clock, slept, after }
}

describe('an alarm', () => {
  test('rings when its time has come, and is due from then on', async () => {
    const { alarm, slept, after } = alarmOf(1000)
    alarm.set(1010)
    expect(slept).toEqual([10])
    expect(await after(9)).toBe(0)
    expect(alarm.due).toBe(false)
    expect(await after(1)).toBe(1)
    expect(alarm.due).toBe(true)
    expect(await after(100)).toBe(1)
    expect(alarm.due).toBe(true)
  })

  test('is never due before a time is set', async () => {
    const { alarm, clock, after } = alarmOf()
    expect(alarm.due).toBe(false)
    expect(await after(1e9)).toBe(0)
    expect(alarm.due).toBe(false)
    expect(clock.sleeping()).toBe(0)
  })

  test('is due at once for a time that has come, and needs no timer for that', () => {
    const { alarm, slept } = alarmOf(10)
    alarm.set(10)
    expect(alarm.due).toBe(true)
    alarm.set(3)
    expect(alarm.due).toBe(true)
    expect(slept).toEqual([])
  })

  test('is due by its clock alone, though its timer be late', () => {
    let now = 0
    const late = new Alarm({ now: () => now, sleep: virtualClock().sleep }, () => undefined)
    late.set(10)
    now = 10
    expect(late.due).toBe(true)
  })

  test('costs no timer to move on, and sleeps for the rest when it is looked at', async () => {
    const { alarm, slept, after } = alarmOf()
    alarm.set(10)
    await after(4)
    alarm.set(14)
    await after(4)
    alarm.set(18)
    expect(slept).toEqual([10])
    expect(await after(2)).toBe(1)
    expect(alarm.due).toBe(false)
    expect(slept).toEqual([10, 8])
    expect(await after(8)).toBe(2)
    expect(alarm.due).toBe(true)
  })

  test('sleeps anew where it would ring too late', async () => {
    const { alarm, clock, slept, after } = alarmOf()
    alarm.set(100)
    alarm.set(10)
    expect(slept).toEqual([100, 10])
    await quiet()
    expect(clock.sleeping()).toBe(1)
    expect(await after(10)).toBe(1)
    expect(alarm.due).toBe(true)
    expect(await after(90)).toBe(1)
  })

  test('sleeps anew where it has rung and nobody looked', async () => {
    const { alarm, after } = alarmOf()
    alarm.set(10)
    expect(await after(50)).toBe(1)
    alarm.set(60)
    expect(await after(10)).toBe(2)
    expect(alarm.due).toBe(true)
  })

  test('rings for nothing at most once where it is needed no more', async () => {
    const { alarm, clock, after } = alarmOf()
    alarm.set(10)
    alarm.set(Infinity)
    expect(await after(10)).toBe(1)
    expect(alarm.due).toBe(false)
    expect(clock.sleeping()).toBe(0)
  })

  test('makes up for a timer that is early', async () => {
    const slept: number[] = []
    let now = 0
    const sleep = async (ms: number): Promise<void> => {
      slept.push(ms)
      now += Math.max(ms - 0.5, 0.5)
    }
    const alarm = new Alarm({ now: () => now, sleep }, () => undefined)
    alarm.set(10)
    await quiet()
    expect(alarm.due).toBe(false)
    await quiet()
    expect(alarm.due).toBe(true)
    expect(slept).toEqual([10, 0.5])
  })

  test('lets go of its timer when it is cleared, wakes nobody by that, and can be set again', async () => {
    const { alarm, clock, after } = alarmOf()
    alarm.set(10)
    alarm.clear()
    expect(clock.sleeping()).toBe(0)
    expect(await after(20)).toBe(0)
    expect(alarm.due).toBe(false)
    alarm.set(30)
    expect(await after(10)).toBe(1)
    expect(alarm.due).toBe(true)
  })

  test('may be cleared before it is set, and twice', () => {
    const { alarm, clock } = alarmOf()
    alarm.clear()
    alarm.set(1)
    alarm.clear()
    alarm.clear()
    expect(clock.sleeping()).toBe(0)
  })

  test('throws what its clock fails with, when it is looked at', async () => {
    const error = new Error('stopped')
    let rung = 0
    const alarm = new Alarm({ now: () => 0, sleep: () => Promise.reject(error) }, () => rung++)
    alarm.set(1)
    await quiet()
    expect(rung).toBe(1)
    expect(() => alarm.due).toThrow(error)
  })
})

describe('the clock of options', () => {
  test('is the one they name, or the system’s', () => {
    const clock = virtualClock()
    expect(clockOf({ clock })).toBe(clock)
    expect(clockOf({})).toBe(systemClock)
  })

  test('is refused where it lacks a method', () => {
    refuses(() => clockOf({ clock: {} as never }), TypeError, /^clock\.now must be a function, got: undefined$/)
    refuses(() => clockOf({ clock: { now: Date.now } as never }), TypeError, /^clock\.sleep must be a function/)
    refuses(() => clockOf(5 as never), TypeError, /^options must be an object, got: 5$/)
  })
})
