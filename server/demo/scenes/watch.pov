// Hora, a wrist watch on a leather strap.
#include "studio.inc"
#include "materials.inc"
#include "sewing.inc"
#include "turned.inc"
// the watch lies with its dial towards +y, twelve o'clock towards +z
#declare CaseLine = array[12] { <0.001,-0.20>, <0.70,-0.20>, <0.86,-0.16>, <0.95,-0.06>, <0.97,0.06>, <0.95,0.15>, <0.91,0.205>, <0.875,0.225>, <0.845,0.215>, <0.83,0.19>, <0.825,0.14>, <0.82,0.10> }
#declare Black = texture { pigment { srgb <0.16,0.14,0.13> } finish { diffuse 0.6 specular 0.6 roughness 0.01 reflection 0.08 } }
#macro Hand(A, L, W0, W1, H)
  prism { linear_spline 0, 0.014, 5, <-W0,-0.14>, <W0,-0.14>, <W1,L>, <-W1,L>, <-W0,-0.14> translate H*y rotate A*y texture { Black } }
#end
#declare Head = union {
  object { Turned(CaseLine, 12, 120, 160) texture { Steel } }
  cylinder { <0,0.02,0>, <0,0.105,0>, 0.835 texture { pigment { srgb <0.935,0.915,0.865> } normal { granite 0.02 scale 0.03 } finish { diffuse 0.85 specular 0.08 roughness 0.05 } } }
  // indices
  #declare k = 0;
  #while (k < 60)
    #if (mod(k,5) = 0)
      box { <-0.013,0.10,0.60>, <0.013,0.122,#if (mod(k,15)=0) 0.775 #else 0.755 #end> rotate 6*k*y texture { Brass } }
    #else
      cylinder { <0,0.10,0.752>, <0,0.1075,0.752>, 0.008 rotate 6*k*y texture { Black } }
    #end
    #declare k = k+1;
  #end
  #if (1) text { ttf "timrom.ttf" "HORA" 0.006, <0.07,0,0> scale 0.115 rotate 90*x translate <-0.195,0.109,0.33> texture { Black } } #end
  // small seconds
  torus { 0.20, 0.0055 translate <0,0.106,-0.36> texture { Black } }
  #declare k = 0; #while (k < 12) box { <-0.004,0.10,0.165>, <0.004,0.108,0.195> rotate 30*k*y translate <0,0,-0.36> texture { Black } } #declare k = k+1; #end
  prism { linear_spline 0,0.01, 5, <-0.008,-0.05>, <0.008,-0.05>, <0.004,0.16>, <-0.004,0.16>, <-0.008,-0.05> rotate 215*y translate <0,0.112,-0.36> texture { pigment { srgb <0.70,0.22,0.14> } finish { diffuse 0.8 } } }
  Hand(306, 0.44, 0.030, 0.014, 0.135) Hand(51, 0.68, 0.024, 0.010, 0.155)
  cylinder { <0,0.10,0>, <0,0.178,0>, 0.042 texture { Brass } }
  // glass
  difference {
    sphere { <0,-2.28,0>, 2.62 } sphere { <0,-2.28,0>, 2.60 } box { <-3,-5.1,-3>, <3,0.215,3> }
    pigment { rgbt <1,1,1,0.97> } finish { diffuse 0.02 specular 0.7 roughness 0.003 reflection { 0.0, 0.35 falloff 4 } } no_shadow
  }
  // crown and lugs
  union {
    cylinder { <0.94,0,0>, <1.02,0,0>, 0.05 }
    #declare k = 0;
    difference { cylinder { <1.02,0,0>, <1.13,0,0>, 0.105 }
      union { #while (k < 24) cylinder { <1.0,0.108,0>, <1.115,0.108,0>, 0.011 rotate 15*k*x } #declare k = k+1; #end } }
    sphere { 0, 0.09 scale <0.25,1,1> translate <1.13,0,0> }
    texture { Steel }
  }
  #declare k = 0;
  #while (k < 4)
    #declare sx = (mod(k,2)*2-1); #declare sz = (floor(k/2)*2-1);
    union {
      superellipsoid { <0.35,0.35> scale <0.085,0.095,0.23> rotate <22,0,0> translate <0.595,-0.05,0.95> }
      scale <sx,1,sz> texture { Steel }
    }
    #declare k = k+1;
  #end
  cylinder { <-0.6,-0.11,1.03>, <0.6,-0.11,1.03>, 0.04 texture { Steel } } cylinder { <-0.6,-0.11,-1.03>, <0.6,-0.11,-1.03>, 0.04 texture { Steel } }
}
// the strap: from the lugs round an invisible wrist, seen from outside
#macro Band(Pts, n)
  #local WV = array[n] #local q = 0; #while (q < n) #local WV[q] = x; #local q = q+1; #end
  #local SPL = spline { natural_spline #local q = 0; #while (q < n) q/(n-1), Pts[q] #local q = q+1; #end }
  union {
    object { Strap(Pts, n, WV, 0.98, 0.115, 150) Leather(Cognac, 0.6) }
    #local s = -1;
    #while (s < 2)
      #local q = 3;
      #while (q < 62)
        #local a = SPL((q+0.12)/64); #local b = SPL((q+0.88)/64);
        #local A = <a.x,a.y,a.z>; #local B = <b.x,b.y,b.z>;
        #local nn = vnormalize(vcross(B-A, x)); #if (nn.y < 0 & q < 20) #local nn = -nn; #end
        #if (vdot(nn, A - <0,-1.0,0>) < 0) #local nn = -nn; #end
        Twine(A + nn*0.054 + x*(s*0.41+0.008), B + nn*0.054 + x*(s*0.41-0.008), nn, 0.0125, 0.010)
        #local q = q+1;
      #end
      #local s = s+2;
    #end
    texture { Thread }
  }
#end
#declare B1 = array[7] { <0,-0.08,0.93>, <0,-0.24,1.42>, <0,-0.62,1.70>, <0,-1.15,1.78>, <0,-1.65,1.62>, <0,-2.02,1.25>, <0,-2.20,0.70> }
#declare B2 = array[10] { <0,-0.08,-0.93>, <0,-0.24,-1.42>, <0,-0.62,-1.70>, <0,-1.15,-1.78>, <0,-1.65,-1.62>, <0,-2.02,-1.25>, <0,-2.26,-0.60>, <0,-2.37,0.10>, <0,-2.31,0.75>, <0,-2.10,1.22> }
#declare Watch = union {
  object { Head } object { Band(B1, 7) } object { Band(B2, 10) }
  translate 2.40*y
}
// it rests on its strap, leaning back
#declare At = transform { rotate <-50,0,0> rotate <0,24,0> }
object { Watch translate -1.15*y transform { At } translate <0,1.60,0> }
Studio(2.2)
#declare FP = vtransform(<0,2.5-1.15,0>, transform { At }) + <0,1.60,0>;
#switch (Shot)
  #case (1) Photo(<0.0, 3.6, -9.6>, <0.10, 1.42, -0.3>, 31, 0, 0) #break
  #case (2) Photo(FP + <0.9, 1.0, -3.3>, FP + <0.16, -0.02, 0>, 34, 0, 0) #break
#end
