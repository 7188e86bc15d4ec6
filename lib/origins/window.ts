import { atLeast } from '../core/check.ts'
import { isTurnable, type Turnable, turned } from './turning.ts'

/** How many may be held and asked for, and how few of them make it ask again. */
export interface Window {
  readonly max: number
  readonly min: number
}

/** Reads a window at each ask; without `min` it asks again at half of `max`, rounded down. */
export const windowOf = ({ max, min }: { readonly max: Turnable; readonly min?: number }): (() => Window) => {
  const read = turned('max', max)
  const look = (): Window => {
    const most = read()
    const least = min === undefined ? Math.floor(most / 2) : atLeast(0, 'min', min)
    if (least >= most) throw new RangeError(`min must be at most ${most - 1}, one less than max, got: ${least}`)
    return { max: most, min: least }
  }
  const first = look()
  return isTurnable(max) ? look : () => first
}
