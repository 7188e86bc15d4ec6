// The table of contents is filled room by room.
export {}
