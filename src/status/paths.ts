// The addresses of the status of services, for the public and for those who write it.

export const paths = {
  status: "/status",
  report: (id: number | string) => `/status/${id}`,
  atom: "/status/feed.atom",
  calendar: "/status/calendar.ics",
  serviceAtom: (service: string) => `/status/services/${service}/feed.atom`,
  serviceCalendar: (service: string) => `/status/services/${service}/calendar.ics`,
  subscribe: "/status/subscribe",
  asked: "/status/subscribe/check-email",
  confirm: (token: string) => `/status/confirm/${token}`,
  choice: (token: string) => `/status/choice/${token}`,
  end: (token: string) => `/status/unsubscribe/${token}`,
  desk: "/desk/status",
  begin: "/desk/status/new",
  deskReport: (id: number | string) => `/desk/status/${id}`,
  publication: (id: number | string) => `/desk/status/${id}/publication`,
  cases: (id: number | string) => `/desk/status/${id}/cases`,
  unlisting: (id: number | string, caseId: number | string) => `/desk/status/${id}/cases/${caseId}/removal`,
}
