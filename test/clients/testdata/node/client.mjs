// Calls the service with the npm package soap, as its documentation shows it, and prints what came back as JSON.
// usage: node client.mjs DEMO.json QUERY ID   (QUERY: singleWsdl or wsdl; ID: of another's request)
import { readFileSync } from 'node:fs'
import https from 'node:https'
import soap from 'soap'

const [file, query, foreign] = process.argv.slice(2)
const demo = JSON.parse(readFileSync(file, 'utf8'))
const pfx = readFileSync(demo.client_pfx)
const agent = new https.Agent({ pfx, passphrase: demo.client_password, ca: readFileSync(demo.ca) })
const client = await soap.createClientAsync(`${demo.payment_soap}?${query}`, { wsdl_options: { httpsAgent: agent } })
client.setSecurity(new soap.ClientSSLSecurityPFX(pfx, demo.client_password, { ca: readFileSync(demo.ca) }))

const request = (change) => ({
  paymentRequest: {
    PaymentRequest: {
      ClientInfo: { ClientCode: '31129900000', ClientFirstName: 'Ernests', ClientName: 'Paraudziņš' },
      PaymentObject: '02Y70 payment',
      PriceList: {
        PriceListStructure: [
          { Item: '1', ItemElementName: 'Quantity', Position: '53' },
          { Item: '12.12', ItemElementName: 'Amount', Position: '54' },
        ],
      },
      ServiceStep: '02Y70',
      ...change,
    },
  },
})
// The error's own fields, where the package puts them.
const refused = async (call) => {
  try {
    const [result] = await call()
    return { answered: result }
  } catch (error) {
    const fault = error.root?.Envelope?.Body?.Fault
    return { http: error.response?.status, faultcode: fault?.faultcode, ...fault?.detail?.PaymentRequestFault }
  }
}

const [saved] = await client.SavePaymentRequestAsync(request({}))
const { PaymentRequestId: id, PaymentRequestUrl: url } = saved.SavePaymentRequestResult
const [status] = await client.CheckPaymentRequestStatusAsync({ paymentRequestId: id })
const [alias] = await client.CheckPaymentStatusAsync({ paymentRequestId: id })
console.log(JSON.stringify({
  id,
  url,
  status: status.CheckPaymentRequestStatusResult,
  alias: alias.CheckPaymentStatusResult,
  foreign: await refused(() => client.CheckPaymentRequestStatusAsync({ paymentRequestId: foreign })),
  step: await refused(() => client.SavePaymentRequestAsync(request({ ServiceStep: '99X99' }))),
}))
