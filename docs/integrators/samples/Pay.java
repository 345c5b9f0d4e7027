// The whole way with nothing but Java 17: make a request, let it be paid, ask for the status.
// usage: java Pay.java FOLDER   (the folder that was given to `mm demo --data`)
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

public class Pay {
    static final String CONTRACT = "http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0";
    static final String DATA = "http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0";
    static String demo;
    static HttpClient client;

    public static void main(String[] args) throws Exception {
        demo = Files.readString(Path.of(args[0], "demo.json"));
        client = HttpClient.newBuilder().sslContext(tls()).build();

        String saved = call("SavePaymentRequest", """
            <paymentRequest><d:PaymentRequest>
              <d:ClientInfo><d:ClientCode>31129900000</d:ClientCode><d:ClientFirstName>Ernests</d:ClientFirstName><d:ClientName>Paraudziņš</d:ClientName></d:ClientInfo>
              <d:PaymentObject>02Y70 payment</d:PaymentObject>
              <d:PriceList>
                <d:PriceListStructure><d:Item>1</d:Item><d:ItemElementName>Quantity</d:ItemElementName><d:Position>53</d:Position></d:PriceListStructure>
                <d:PriceListStructure><d:Item>12.12</d:Item><d:ItemElementName>Amount</d:ItemElementName><d:Position>54</d:Position></d:PriceListStructure>
              </d:PriceList>
              <d:ResponseUrl>%s</d:ResponseUrl>
              <d:ServerResponseUrl>%s</d:ServerResponseUrl>
              <d:ServiceStep>02Y70</d:ServiceStep>
            </d:PaymentRequest></paymentRequest>""".formatted(value("response_url"), value("server_response_url")));
        String id = element(saved, "PaymentRequestId");
        System.out.println("Send the payer to " + element(saved, "PaymentRequestUrl"));

        // In the demo a script can be the payer.
        client.send(HttpRequest.newBuilder(URI.create(value("sandbox") + "/requests/" + id + "/pay?provider=DEMO0000&outcome=approve"))
            .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());

        String status = element(call("CheckPaymentRequestStatus", "<paymentRequestId>" + id + "</paymentRequestId>"), "CheckPaymentRequestStatusResult");
        System.out.println("Status: " + status);
        System.exit(status.equals("E") ? 0 : 1);
    }

    static String call(String operation, String content) throws Exception {
        String envelope = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><" + operation
            + " xmlns=\"" + CONTRACT + "\" xmlns:d=\"" + DATA + "\">" + content + "</" + operation + "></s:Body></s:Envelope>";
        var answer = client.send(HttpRequest.newBuilder(URI.create(value("payment_soap")))
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", "\"" + CONTRACT + "/IPaymentRequestService/" + operation + "\"")
            .POST(HttpRequest.BodyPublishers.ofString(envelope)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(element(answer.body(), "Code") + " " + element(answer.body(), "Message"));
        }
        return answer.body();
    }

    static SSLContext tls() throws Exception {
        char[] password = value("client_password").toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (var file = new FileInputStream(value("client_pfx"))) {
            own.load(file, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var file = new FileInputStream(value("ca"))) {
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static String value(String key) {
        return first(demo, "\"" + key + "\":\\s*\"([^\"]*)\"");
    }

    static String element(String xml, String name) {
        return first(xml, "<(?:\\w+:)?" + name + "(?:\\s[^>]*)?>([^<]*)<");
    }

    static String first(String text, String pattern) {
        var found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no match of " + pattern + " in " + text);
        }
        return found.group(1);
    }
}
