import { document, element, many, maybe, one, text } from '../../xml/index.ts'
import { address } from '../shared.xml.ts'

export const accountResponse = document(
  'AccountResponse',
  element({
    account: one(
      'Account',
      element({
        accountId: one('AccountId', text),
        messagingUserId: one('AssociatedCatapultAccount', text),
        globalAccountNumber: one('GlobalAccountNumber', text),
        companyName: one('CompanyName', text),
        accountType: one('AccountType', text),
        customerSegment: one('CustomerSegment', text),
        tiers: one('Tiers', element({ tier: many('Tier', text) })),
        address: one('Address', address),
        contact: one(
          'Contact',
          element({
            firstName: one('FirstName', text),
            lastName: one('LastName', text),
            phone: one('Phone', text),
            email: one('Email', text),
          }),
        ),
      }),
    ),
  }),
)

const product = element({
  name: one('Name', text),
  features: maybe('Features', element({ feature: many('Feature', text) })),
})
export const accountProductsResponse = document(
  'AccountProductsResponse',
  element({ products: one('Products', element({ product: many('Product', product) })) }),
)
