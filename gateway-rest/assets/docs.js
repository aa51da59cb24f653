// Starts the documentation page on this server's own description.
window.ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  // The validator is a service on the internet.
  validatorUrl: null,
});
