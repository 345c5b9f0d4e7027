// The whole way with Node and the package soap: make a request, let it be paid, ask for the status.
// usage: node pay.mjs FOLDER   (the folder that was given to `mm demo --data`)
import { readFileSync } from 'node:fs'
import https from 'node:https'
import soap from 'soap'

const demo = JSON.parse(readFileSync(`${process.argv[2]}/demo.json`, 'utf8'))
const tls = { cert: readFileSync(demo.client_cert), key: readFileSync(demo.client_key), ca: readFileSync(demo.ca) }

const client = await soap.createClientAsync(`${demo.payment_soap}?singleWsdl`, {
  wsdl_options: { httpsAgent: new https.Agent(tls) },
})
client.setSecurity(new soap.ClientSSLSecurity(tls.key, tls.cert, tls.ca))

const [saved] = await client.SavePaymentRequestAsync({
  paymentRequest: {
    PaymentRequest: {
      ClientInfo: { ClientCode: '31129900000', ClientFirstName: 'Ernests', ClientName: 'Paraudziņš' },
      ExpiryDate: new Date(Date.now() + 5 * 86400e3).toISOString(), // as a text: a Date would be sent as nothing
      PaymentObject: '02Y70 payment',
      PriceList: {
        PriceListStructure: [
          { Item: '1', ItemElementName: 'Quantity', Position: '53' },
          { Item: '12.12', ItemElementName: 'Amount', Position: '54' },
        ],
      },
      ResponseUrl: demo.response_url,
      ServerResponseUrl: demo.server_response_url,
      ServiceStep: '02Y70',
    },
  },
})
const { PaymentRequestId: id, PaymentRequestUrl: url } = saved.SavePaymentRequestResult
console.log(`Send the payer to ${url}`)

// In the demo a script can be the payer.
await fetch(`${demo.sandbox}/requests/${id}/pay?provider=DEMO0000&outcome=approve`, { method: 'POST' })

const [status] = await client.CheckPaymentRequestStatusAsync({ paymentRequestId: id })
console.log(`Status: ${status.CheckPaymentRequestStatusResult}`)
process.exit(status.CheckPaymentRequestStatusResult === 'E' ? 0 : 1)
