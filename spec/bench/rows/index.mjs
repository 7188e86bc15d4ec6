import { accessLogs } from './accessLog.mjs'
import { fanOuts } from './fanOut.mjs'
import { flow } from './flow.mjs'
import { gatherings } from './gathering.mjs'
import { mapAsync } from './mapAsync.mjs'
import { mergings } from './merging.mjs'
import { pure } from './pure.mjs'
import { start } from './start.mjs'

export const rows = [...pure, ...mapAsync, ...flow, ...gatherings, ...mergings, ...fanOuts, ...accessLogs, ...start]
