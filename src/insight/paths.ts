// The addresses of the what-if pages, written once.

export const whatIfPath = "/desk/what-if"
export const proposalsPath = `${whatIfPath}/proposals`
export const proposalPath = (proposal: number | string) => `${proposalsPath}/${proposal}`
export const replaysPath = (proposal: number | string) => `${proposalPath(proposal)}/replays`
export const replayPath = (replay: number | string) => `${whatIfPath}/replays/${replay}`
