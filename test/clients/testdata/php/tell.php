<?php
// Runs after the published sample (auto_append_file) and prints what the sample itself only puts into a header.
if (isset($resp->SavePaymentRequestResult)) {
	echo $paymentRequestId, ' ', $resp->SavePaymentRequestResult->PaymentRequestUrl;
}
