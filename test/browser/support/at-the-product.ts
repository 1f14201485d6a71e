import { type Product, startProduct } from "./product.js";
import { Visitor } from "./visitor.js";

/**
 * A product and a browser for the tests of one file. After each of them: no request went anywhere else, and no page
 * complained.
 */
export const atTheProduct = (): { product: () => Product; visitor: () => Visitor } => {
  let product: Product;
  let visitor: Visitor;
  beforeAll(async () => {
    product = await startProduct();
    visitor = await Visitor.at(product.baseUrl);
  });
  afterAll(async () => {
    await visitor.close();
    await product.stop();
  });
  afterEach(() => {
    expect({ strayed: visitor.strayed.splice(0), complaints: visitor.complaints.splice(0) }).toEqual({
      strayed: [],
      complaints: [],
    });
  });
  return { product: () => product, visitor: () => visitor };
};
