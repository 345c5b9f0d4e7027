// The whole way with .NET: make a request, let it be paid, ask for the status.
//
//   dotnet new console && dotnet add package System.ServiceModel.Http && dotnet tool install --global dotnet-svcutil
//   dotnet-svcutil single.wsdl --namespace "*,MM"    (single.wsdl: what payment_soap answers to ?singleWsdl)
//   dotnet run FOLDER                                (the folder that was given to `mm demo --data`)
using System;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.ServiceModel;
using System.Text.RegularExpressions;
using MM;

public static class Pay
{
    static string demo;

    static string Value(string key)
    {
        return Regex.Match(demo, "\"" + key + "\":\\s*\"([^\"]*)\"").Groups[1].Value;
    }

    public static int Main(string[] args)
    {
        demo = File.ReadAllText(Path.Combine(args[0], "demo.json"));

        var binding = new BasicHttpBinding(BasicHttpSecurityMode.Transport);
        binding.Security.Transport.ClientCredentialType = HttpClientCredentialType.Certificate;
        var client = new PaymentRequestServiceClient(binding, new EndpointAddress(Value("payment_soap")));
        client.ClientCredentials.ClientCertificate.Certificate =
            new X509Certificate2(Value("client_pfx"), Value("client_password"));
        // The demo's authority (`ca` in demo.json) must be trusted by the machine, as the real one is.

        try
        {
            var saved = client.SavePaymentRequest(new PaymentsDataStructure
            {
                PaymentRequest = new PaymentRequestStructure
                {
                    ClientInfo = new ClientInfoStructure { ClientCode = "31129900000", ClientFirstName = "Ernests", ClientName = "Paraudziņš" },
                    ExpiryDate = DateTime.Now.AddDays(5),
                    PaymentObject = "02Y70 payment",
                    PriceList = new[]
                    {
                        new PriceListStructure { Item = 1m, ItemElementName = ItemChoiceType.Quantity, Position = "53" },
                        new PriceListStructure { Item = 12.12m, ItemElementName = ItemChoiceType.Amount, Position = "54" },
                    },
                    ResponseUrl = Value("response_url"),
                    ServerResponseUrl = Value("server_response_url"),
                    ServiceStep = "02Y70",
                },
            });
            Console.WriteLine("Send the payer to " + saved.PaymentRequestUrl);

            // In the demo a script can be the payer.
            using (var browser = new WebClient())
            {
                browser.UploadString(Value("sandbox") + "/requests/" + saved.PaymentRequestId + "/pay?provider=DEMO0000&outcome=approve", "");
            }

            string status = client.CheckPaymentRequestStatus(saved.PaymentRequestId);
            Console.WriteLine("Status: " + status);
            return status == "E" ? 0 : 1;
        }
        catch (FaultException<PaymentRequestFault> fault)
        {
            // The code is for programs, the message says what is wrong and where.
            Console.Error.WriteLine(fault.Detail.Code + " " + fault.Detail.Message);
            return 1;
        }
    }
}
