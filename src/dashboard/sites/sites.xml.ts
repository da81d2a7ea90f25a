import { document, element, many, maybe, one, text } from '../../xml/index.ts'
import { address } from '../shared.xml.ts'

const draft = {
  name: maybe('Name', text),
  description: maybe('Description', text),
  customerProvidedId: maybe('CustomerProvidedID', text),
  customerName: maybe('CustomerName', text),
  address: maybe('Address', address),
}
const site = element({ id: one('Id', text), ...draft })
const summary = element({ id: one('Id', text), name: one('Name', text), description: maybe('Description', text) })

export const siteDocument = document('Site', element(draft))
export const siteResponse = document('SiteResponse', element({ site: one('Site', site) }))
export const sitesResponse = document(
  'SitesResponse',
  element({ sites: one('Sites', element({ site: many('Site', summary) })) }),
)
