import { accessLogs } from './accessLog.mjs'
import { fanOuts } from './fanOut.mjs'
import { flow } from './flow.mjs'
import { gatherings } from './gathering.mjs'
import { mapAsync } from './mapAsync.mjs'
import { mergings } from './merging.mjs'
import { pure } from './pure.mjs'
import { start } from './start.mjs'
import { traverse } from './traverse.mjs'

export const rows = [
  ...pure,
  ...mapAsync,
  ...traverse,
  ...flow,
  ...gatherings,
  ...mergings,
  ...fanOuts,
  ...accessLogs,
  ...start,
]
