// Starts the components. The page says where the library is, because its file name carries a hash in production.
const { library } = document.getElementById('init').dataset
import(library).then(({ initAll }) => initAll())
